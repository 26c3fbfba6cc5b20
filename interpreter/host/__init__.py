"""What a host offers to modules: functions, memories, tables, globals, under the name of a module."""
