"""The names of the runtime: what a program that runs modules works with. `interpreter` has all of them."""

from __future__ import annotations

from interpreter.api.builder import FuncTypeBuilder, ImportObjectBuilder
from interpreter.api.calls import AsyncResult
from interpreter.api.compiler import Compiler
from interpreter.api.config import Config
from interpreter.api.executor import Executor
from interpreter.api.module import ExportType, ImportType, Module
from interpreter.api.plugins import plugins
from interpreter.api.statistics import Statistics
from interpreter.api.stubs import stub_imports
from interpreter.api.vm import Vm
from interpreter.errors import (
    BoundsError,
    CostLimitExceeded,
    ExecutionError,
    Exhaustion,
    Exit,
    ImmutableError,
    Interrupted,
    Interruption,
    LinkError,
    NotFoundError,
    SignatureError,
    StoreError,
    Terminate,
    TimedOut,
    Trap,
    TrapCode,
    UnsupportedError,
    UserError,
    ValueTypeError,
    WasmException,
    WasmFrame,
    WorkflowError,
)
from interpreter.host.import_object import ImportObject
from interpreter.runtime.aggregates import I31, ArrayInst, StructInst
from interpreter.runtime.caller import Caller, CallingFrame
from interpreter.runtime.exceptions import ExnInst, Tag
from interpreter.runtime.exports import Exports
from interpreter.runtime.func import Func, FuncRef
from interpreter.runtime.globals import Global
from interpreter.runtime.instance import Instance
from interpreter.runtime.memory import Memory
from interpreter.runtime.store import Store
from interpreter.runtime.table import Table
from interpreter.runtime.types import (
    ANYREF,
    EXNREF,
    EXTERNREF,
    F32,
    F64,
    FUNCREF,
    I32,
    I64,
    V128,
    FuncType,
    GlobalType,
    MemoryType,
    TableType,
    anyref,
    externref,
    f32,
    f64,
    funcref,
    i32,
    i64,
    v128,
)
from interpreter.runtime.values import WasmValue, params
from wasm_construct import InvalidError, MalformedError, TextError, WasmError, wat2wasm

__all__ = [
    "ANYREF",
    "EXNREF",
    "EXTERNREF",
    "F32",
    "F64",
    "FUNCREF",
    "I31",
    "I32",
    "I64",
    "V128",
    "ArrayInst",
    "AsyncResult",
    "BoundsError",
    "Caller",
    "CallingFrame",
    "Compiler",
    "Config",
    "CostLimitExceeded",
    "ExecutionError",
    "Executor",
    "Exhaustion",
    "Exit",
    "ExnInst",
    "ExportType",
    "Exports",
    "Func",
    "FuncRef",
    "FuncType",
    "FuncTypeBuilder",
    "Global",
    "GlobalType",
    "ImmutableError",
    "ImportObject",
    "ImportObjectBuilder",
    "ImportType",
    "Instance",
    "Interrupted",
    "Interruption",
    "InvalidError",
    "LinkError",
    "MalformedError",
    "Memory",
    "MemoryType",
    "Module",
    "NotFoundError",
    "SignatureError",
    "Statistics",
    "Store",
    "StoreError",
    "StructInst",
    "Table",
    "TableType",
    "Tag",
    "Terminate",
    "TextError",
    "TimedOut",
    "Trap",
    "TrapCode",
    "UnsupportedError",
    "UserError",
    "ValueTypeError",
    "Vm",
    "WasmError",
    "WasmException",
    "WasmFrame",
    "WasmValue",
    "WorkflowError",
    "anyref",
    "externref",
    "f32",
    "f64",
    "funcref",
    "i32",
    "i64",
    "params",
    "plugins",
    "stub_imports",
    "v128",
    "wat2wasm",
]
