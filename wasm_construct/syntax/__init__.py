"""The abstract syntax of modules, as slotted dataclasses.

Spec: §2 (syntax)
"""
