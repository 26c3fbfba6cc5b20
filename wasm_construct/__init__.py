"""The WebAssembly format: its bytes, its text and its types."""
