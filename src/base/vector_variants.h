/*
 * A function compiled for every processor, and once more with AVX2 for those that have it. Its body is inlined into
 * both, so that the compiler makes vectors of its loops; results are the same to the last bit.
 */
#ifndef NSC_VECTOR_VARIANTS_H
#define NSC_VECTOR_VARIANTS_H

/*
 * Defines NAME_vector, which does what the static, always inlined function NAME does. It returns nothing; `parameters`
 * and `arguments` are its declaration's and those of a call, both in brackets.
 */
#if defined(__x86_64__)
#define NSC_VECTOR_VARIANTS(name, parameters, arguments)                                                               \
    static void name##_baseline parameters {                                                                           \
        name arguments;                                                                                                \
    }                                                                                                                  \
    __attribute__((target("avx2"))) static void name##_avx2 parameters {                                               \
        name arguments;                                                                                                \
    }                                                                                                                  \
    static void name##_vector parameters {                                                                             \
        if (__builtin_cpu_supports("avx2"))                                                                            \
            name##_avx2 arguments;                                                                                     \
        else                                                                                                           \
            name##_baseline arguments;                                                                                 \
    }
#else
#define NSC_VECTOR_VARIANTS(name, parameters, arguments)                                                               \
    static void name##_vector parameters {                                                                             \
        name arguments;                                                                                                \
    }
#endif

#endif
