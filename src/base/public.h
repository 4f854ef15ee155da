/*
 * Opens and closes the declarations of a public header: C linkage in C++, and symbols that libnasscape.so exports. All
 * layers are compiled with hidden symbols, so that what no public header declares stays inside the library.
 */
#ifndef NSC_PUBLIC_H
#define NSC_PUBLIC_H

#ifdef __cplusplus
#define NSC_PUBLIC_BEGIN                                                                                               \
    extern "C" {                                                                                                       \
    _Pragma("GCC visibility push(default)")
#define NSC_PUBLIC_END                                                                                                 \
    _Pragma("GCC visibility pop")                                                                                      \
    }
#else
#define NSC_PUBLIC_BEGIN _Pragma("GCC visibility push(default)")
#define NSC_PUBLIC_END _Pragma("GCC visibility pop")
#endif

#endif
