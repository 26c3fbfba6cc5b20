"""Modules made by the host: functions, memories, tables and globals under a module name, for modules to import."""
