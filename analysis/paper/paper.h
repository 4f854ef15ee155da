/* Numbers that Ying et al. 2019 print, used by several analyses and reports. */
#ifndef NSC_PAPER_H
#define NSC_PAPER_H

/* Section 3.3: root of the lag beyond which the autocorrelation is noise; width of the slope to the best cell. */
#define NSC_PAPER_NOISE_ROOT 6.0
#define NSC_PAPER_SLOPE_WIDTH 6.0

/* Section 3.3: encodings of the best cell; cells within two standard errors of it, and their encodings with its own. */
#define NSC_PAPER_ENCODINGS_OF_BEST 4.0
#define NSC_PAPER_OTHERS_NEAR_BEST 11.0
#define NSC_PAPER_ENCODINGS_NEAR_BEST 11570.0

/* Section 3.3: one of about 50,000 encodings is one of those; 35.4 % of the volume is within 6 of the closest. */
#define NSC_PAPER_ENCODINGS_FOR_EACH 50000.0
#define NSC_PAPER_VOLUME_WITHIN 0.354
enum { NSC_PAPER_DISTANCE = 6 };

/* Section S1, figure 7: rank correlation of accuracy after 36 and 108 epochs among the best 10 %. */
#define NSC_PAPER_TOP_RANK_CORRELATION 0.365

/* Section 3.2: change of validation accuracy, and relative change of training time, by replacing an operation. */
#define NSC_PAPER_C3_TO_C1_ACCURACY (-0.0116)
#define NSC_PAPER_C3_TO_C1_TIME (-0.1411)
#define NSC_PAPER_C3_TO_POOL_ACCURACY (-0.0199)
#define NSC_PAPER_C3_TO_POOL_TIME (-0.0984)
#define NSC_PAPER_C1_TO_POOL_ACCURACY (-0.0081)
#define NSC_PAPER_C1_TO_POOL_TIME 0.0504

#endif
