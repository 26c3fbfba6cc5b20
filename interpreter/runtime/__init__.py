"""The runtime structure: the instances that code works on.

The classes that a host holds have the names of WasmEdge's SDK (Memory, Table, Global, Func, Tag, Instance, Store), the
values of the garbage-collected types those of the specification (StructInst, ArrayInst, I31, ExnInst).

Values, as every engine and every host function adapter passes them:

- i32, i64: an int without sign, 0 <= x < 2**N; what a comparison gave may be a bool;
- f64: a float, bit for bit; f32: the same value as a float, a NaN with its payload in the uppermost bits;
- v128: 16 bytes, little-endian;
- references: None is null; a Func, StructInst, ArrayInst, I31, ExnInst; for `extern` any Python object.

Spec: §4.2 (syntax-runtime)
"""
