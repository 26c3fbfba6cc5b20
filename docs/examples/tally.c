// tally: counts and checksums of a text in linear memory, as a small module to inspect, edit and run.
//
// The caller writes the text anywhere from the exported global __heap_base on and passes its address and length.
// The Makefile beside this file builds it.

#define IMPORT(name) __attribute__((import_module("env"), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name), noinline))
#define NOINLINE __attribute__((noinline)) // so that each function can be found again in the module

typedef unsigned char u8;
typedef unsigned int u32;

// Provided by the host: shows a piece of text.
IMPORT("log") void host_log(const char *text, u32 length);

static const char greeting[] = "Hello from wasm!";

// Logs the greeting and returns its address; it ends with a zero byte.
EXPORT("greet") const char *greet(void) {
    host_log(greeting, sizeof greeting - 1);
    return greeting;
}

// CRC-32 of four bits, by the reversed polynomial 0xEDB88320.
static const u32 crc_table[16] = {
    0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
    0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
};

// Returns the CRC-32 of zlib and PNG.
EXPORT("crc32") u32 crc32(const u8 *text, u32 length) {
    u32 crc = ~0u;
    for (u32 i = 0; i < length; i++) {
        crc ^= text[i];
        crc = crc >> 4 ^ crc_table[crc & 15];
        crc = crc >> 4 ^ crc_table[crc & 15];
    }
    return ~crc;
}

static int is_letter(u8 c) { return (u8)((c | 32) - 'a') < 26; }
static int is_digit(u8 c) { return (u8)(c - '0') < 10; }
static int is_space(u8 c) { return c == ' ' || (u8)(c - '\t') < 5; }
static int is_newline(u8 c) { return c == '\n'; }

// The functions of this array are the elements of the module's table.
static int (*const kinds[])(u8) = {is_letter, is_digit, is_space, is_newline};

// Counts the bytes of one kind: 0 letters, 1 digits, 2 white space, 3 newlines. Returns -1 for another kind.
EXPORT("tally") int tally(const u8 *text, u32 length, u32 kind) {
    if (kind >= sizeof kinds / sizeof *kinds) return -1;
    int count = 0;
    for (u32 i = 0; i < length; i++) count += kinds[kind](text[i]);
    return count;
}

// Counts the runs of bytes other than white space.
EXPORT("count_words") int count_words(const u8 *text, u32 length) {
    int count = 0, in_word = 0;
    for (u32 i = 0; i < length; i++) {
        int was_in_word = in_word;
        in_word = !is_space(text[i]);
        count += in_word && !was_in_word;
    }
    return count;
}

static NOINLINE char *append(char *end, const char *text) {
    while (*text) *end++ = *text++;
    return end;
}

// Appends a number in base 10 or 16.
static NOINLINE char *append_number(char *end, u32 number, u32 base) {
    char digits[10];
    u32 count = 0;
    do digits[count++] = "0123456789abcdef"[number % base];
    while (number /= base);
    while (count) *end++ = digits[--count];
    return end;
}

// Logs a line such as "2 words, 1 newlines, crc32 cbf43926".
EXPORT("report") void report(const u8 *text, u32 length) {
    char line[64]; // on the stack in linear memory, which the mutable global __stack_pointer is for
    char *end = append_number(line, count_words(text, length), 10);
    end = append(end, " words, ");
    end = append_number(end, tally(text, length, 3), 10);
    end = append(end, " newlines, crc32 ");
    end = append_number(end, crc32(text, length), 16);
    host_log(line, end - line);
}
