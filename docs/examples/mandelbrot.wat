;; The Mandelbrot set, as one byte per point: the number of steps after which the point is known not to belong to it.
;; Several instances can share the memory, and the work: each computes every `step`-th line, beginning with its own.
(module
  (import "env" "memory" (memory 1 1 shared))

  (func (export "lines")
    (param $width i32) (param $height i32) (param $steps i32) (param $first i32) (param $step i32)
    (local $x i32) (local $y i32)
    (local.set $y (local.get $first))
    (loop $line
      (if (i32.lt_u (local.get $y) (local.get $height))
        (then
          (local.set $x (i32.const 0))
          (loop $point
            (i32.store8
              (i32.add (local.get $x) (i32.mul (local.get $y) (local.get $width)))
              (call $count
                ;; -2 to 1, and -1 to 1
                (f64.sub
                  (f64.div (f64.convert_i32_u (i32.mul (local.get $x) (i32.const 3)))
                           (f64.convert_i32_u (local.get $width)))
                  (f64.const 2))
                (f64.sub
                  (f64.div (f64.convert_i32_u (i32.mul (local.get $y) (i32.const 2)))
                           (f64.convert_i32_u (local.get $height)))
                  (f64.const 1))
                (local.get $steps)))
            (local.set $x (i32.add (local.get $x) (i32.const 1)))
            (br_if $point (i32.lt_u (local.get $x) (local.get $width))))
          (local.set $y (i32.add (local.get $y) (local.get $step)))
          (br $line)))))

  (func $count (param $cx f64) (param $cy f64) (param $steps i32) (result i32)
    (local $x f64) (local $y f64) (local $xx f64) (local $yy f64) (local $n i32)
    (block $out
      (loop $next
        (br_if $out (i32.eq (local.get $n) (local.get $steps)))
        (local.set $xx (f64.mul (local.get $x) (local.get $x)))
        (local.set $yy (f64.mul (local.get $y) (local.get $y)))
        (br_if $out (f64.gt (f64.add (local.get $xx) (local.get $yy)) (f64.const 4)))
        (local.set $y (f64.add (f64.mul (f64.mul (f64.const 2) (local.get $x)) (local.get $y)) (local.get $cy)))
        (local.set $x (f64.add (f64.sub (local.get $xx) (local.get $yy)) (local.get $cx)))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br $next)))
    (local.get $n)))
