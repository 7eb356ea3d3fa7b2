"""Reads PGM files with zbar's library and prints one line each: name, milliseconds of processor time, hexadecimal bytes of the symbol."""
import ctypes
import sys
import time

z = ctypes.CDLL("libzbar.so.0")
for name, result, arguments in (
    ("zbar_image_scanner_create", ctypes.c_void_p, []),
    ("zbar_image_scanner_set_config", ctypes.c_int, [ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_int]),
    ("zbar_scan_image", ctypes.c_int, [ctypes.c_void_p, ctypes.c_void_p]),
    ("zbar_image_create", ctypes.c_void_p, []),
    ("zbar_image_destroy", None, [ctypes.c_void_p]),
    ("zbar_image_set_format", None, [ctypes.c_void_p, ctypes.c_ulong]),
    ("zbar_image_set_size", None, [ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint]),
    ("zbar_image_set_data", None, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_void_p]),
    ("zbar_image_first_symbol", ctypes.c_void_p, [ctypes.c_void_p]),
    ("zbar_symbol_get_data", ctypes.c_void_p, [ctypes.c_void_p]),
    ("zbar_symbol_get_data_length", ctypes.c_uint, [ctypes.c_void_p]),
):
    f = getattr(z, name)
    f.restype, f.argtypes = result, arguments

ENABLE, QRCODE = 0, 64
scanner = z.zbar_image_scanner_create()
z.zbar_image_scanner_set_config(scanner, 0, ENABLE, 0)
z.zbar_image_scanner_set_config(scanner, QRCODE, ENABLE, 1)
for name in sys.stdin.read().split():
    with open(name, "rb") as f:
        assert f.readline() == b"P5\n"
        width, height = map(int, f.readline().split())
        f.readline()
        pixels = f.read()
    image = z.zbar_image_create()
    z.zbar_image_set_format(image, int.from_bytes(b"Y800", "little"))
    z.zbar_image_set_size(image, width, height)
    z.zbar_image_set_data(image, pixels, len(pixels), None)
    start = time.process_time()
    z.zbar_scan_image(scanner, image)
    took = 1000 * (time.process_time() - start)
    data = b""
    symbol = z.zbar_image_first_symbol(image)
    if symbol:
        data = ctypes.string_at(z.zbar_symbol_get_data(symbol), z.zbar_symbol_get_data_length(symbol))
    print(f"{name} {took:.3f} {data.hex()}")
    z.zbar_image_destroy(image)
