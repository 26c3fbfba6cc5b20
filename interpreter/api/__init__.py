"""What a program that uses the runtime works with, beside the instances: modules, executors, configurations."""
