"""A reference to a function, kept in a table of the host.

Prints:

    <Func 'add' [i32 i32] -> [i32]>
    add(1, 2) = 3
"""

from interpreter import FUNCREF, I32, Executor, Func, ImportObjectBuilder, Store, Table, TableType, i32, params


def add(a: i32, b: i32) -> i32:
    """Add."""
    return a + b


executor, store = Executor(), Store()
imports = ImportObjectBuilder().with_table("my-table", Table(TableType(FUNCREF, 10, 20))).build("extern")
store.register_import_module(executor, imports)

table = store.module_instance("extern").table("my-table")
table.set(3, Func.wrap(add))
assert table.get(4) is None  # the null reference

func = table.get(3)
print(func)
func_ty = func.ty()
assert func_ty.args_len() == 2 and func_ty.args() == (I32, I32)
assert func_ty.returns_len() == 1 and func_ty.returns() == (I32,)

returns = func.call(executor, params(1, 2))
print(f"add(1, 2) = {returns[0].to_i32()}")
