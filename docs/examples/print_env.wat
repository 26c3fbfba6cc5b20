;; Prints the arguments of the program and its environment, a line each.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $environ_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))

  ;; 0: count, 4: size of all strings, 8: what is written: address and length, 16: how much of it was
  ;; 1024: pointers to the strings, 4096: the strings, each with a zero byte at its end
  (memory (export "memory") 1)

  (func (export "print_env")
    (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
    (drop (call $args_get (i32.const 1024) (i32.const 4096)))
    (call $print_all)
    (drop (call $environ_sizes_get (i32.const 0) (i32.const 4)))
    (drop (call $environ_get (i32.const 1024) (i32.const 4096)))
    (call $print_all))

  (func $print_all (local $number i32)
    (loop $next
      (if (i32.lt_u (local.get $number) (i32.load (i32.const 0)))
        (then
          (call $print (i32.load (i32.add (i32.const 1024) (i32.shl (local.get $number) (i32.const 2)))))
          (local.set $number (i32.add (local.get $number) (i32.const 1)))
          (br $next)))))

  ;; replaces the zero byte by the end of a line, and writes
  (func $print (param $string i32) (local $end i32)
    (local.set $end (local.get $string))
    (block $found
      (loop $next
        (br_if $found (i32.eqz (i32.load8_u (local.get $end))))
        (local.set $end (i32.add (local.get $end) (i32.const 1)))
        (br $next)))
    (i32.store8 (local.get $end) (i32.const 0x0a))
    (i32.store (i32.const 8) (local.get $string))
    (i32.store (i32.const 12) (i32.add (i32.const 1) (i32.sub (local.get $end) (local.get $string))))
    (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16)))))
