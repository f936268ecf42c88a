/**
 * What scipy has and is not here, by name: a script that imports such a function runs until it calls it, and is then told what is there
 * instead. The names are those of scipy 1.17, and some that older ones had.
 */
export const ABSENT: Readonly<Record<string, string>> = {
  integrate: `
    BDF DOP853 DenseOutput IntegrationWarning LSODA ODEintWarning OdeSolution OdeSolver RK23 RK45 Radau complex_ode
    cubature cumulative_simpson lebedev_rule newton_cotes nsum ode qmc_quad quad_vec solve_bvp tanhsinh`,
  interpolate: `
    AAA BPoly BarycentricInterpolator BivariateSpline CloughTocher2DInterpolator FloaterHormannInterpolator
    KroghInterpolator LSQBivariateSpline LSQSphereBivariateSpline LinearNDInterpolator NdBSpline NdPPoly
    NearestNDInterpolator RBFInterpolator Rbf RectSphereBivariateSpline RegularGridInterpolator SmoothBivariateSpline
    SmoothSphereBivariateSpline approximate_taylor_polynomial barycentric_interpolate bisplev bisplrep generate_knots
    griddata insert interp2d interpn krogh_interpolate lagrange make_lsq_spline make_smoothing_spline make_splprep
    make_splrep pade spalde splprep`,
  linalg: `
    LinAlgError LinAlgWarning bandwidth block_diag cdf2rdf cho_factor cho_solve cho_solve_banded cholesky
    cholesky_banded circulant clarkson_woodruff_transform companion convolution_matrix coshm cosm cossin dft diagsvd eig
    eig_banded eigh eigh_tridiagonal eigvals eigvals_banded eigvalsh eigvalsh_tridiagonal expm expm_cond expm_frechet
    fiedler fiedler_companion find_best_blas_type fractional_matrix_power funm get_blas_funcs get_lapack_funcs hadamard
    hankel helmert hessenberg hilbert invhilbert invpascal ishermitian issymmetric khatri_rao ldl leslie logm lstsq lu
    lu_factor lu_solve matmul_toeplitz matrix_balance null_space ordqz orth orthogonal_procrustes pascal pinv pinvh
    polar qr qr_delete qr_insert qr_multiply qr_update qz rq rsf2csf schur signm sinhm sinm solve_banded solve_circulant
    solve_continuous_are solve_continuous_lyapunov solve_discrete_are solve_discrete_lyapunov solve_lyapunov
    solve_sylvester solve_toeplitz solve_triangular solveh_banded sqrtm subspace_angles svd svdvals tanhm tanm toeplitz
    tri`,
  ndimage: `
    affine_transform binary_closing binary_dilation binary_erosion binary_fill_holes binary_hit_or_miss binary_opening
    binary_propagation black_tophat correlate distance_transform_bf distance_transform_cdt distance_transform_edt
    extrema find_objects fourier_ellipsoid fourier_gaussian fourier_shift fourier_uniform gaussian_gradient_magnitude
    gaussian_laplace generate_binary_structure generic_filter generic_filter1d generic_gradient_magnitude
    generic_laplace geometric_transform grey_closing grey_dilation grey_erosion grey_opening histogram iterate_structure
    label labeled_comprehension laplace map_coordinates maximum maximum_position mean median minimum minimum_position
    morphological_gradient morphological_laplace prewitt rank_filter rotate sobel spline_filter spline_filter1d
    standard_deviation sum sum_labels value_indices variance vectorized_filter watershed_ift white_tophat zoom`,
  optimize: `
    BFGS BroydenFirst HessianUpdateStrategy InverseJacobian KrylovJacobian LbfgsInvHessProduct LinearConstraint
    NoConvergence NonlinearConstraint OptimizeWarning RootResults SR1 anderson basinhopping broyden1 broyden2 check_grad
    diagbroyden differential_evolution direct dual_annealing excitingmixing fmin_cobyla fmin_ncg isotonic_regression
    line_search linear_sum_assignment linearmixing linprog linprog_verbose_callback lsq_linear milp newton_krylov
    quadratic_assignment rosen rosen_der rosen_hess rosen_hess_prod shgo show_options`,
  signal: `
    BadCoefficients CZT ShortTimeFFT StateSpace TransferFunction ZerosPolesGain ZoomFFT abcd_normalize band_stop_obj
    bessel besselap bilinear bilinear_zpk bode buttap butter buttord cheb1ap cheb1ord cheb2ap cheb2ord cheby1 cheby2
    check_COLA check_NOLA chirp choose_conv_method closest_STFT_dual_window coherence cont2discrete convolve2d
    correlate2d csd cspline1d cspline1d_eval cspline2d cwt czt czt_points daub dbode decimate deconvolve dfreqresp
    dimpulse dlsim dlti dstep ellip ellipap ellipord envelope filtfilt find_peaks_cwt findfreqs firls firwin firwin2
    firwin_2d freqresp freqs freqs_zpk freqz freqz_sos freqz_zpk gammatone gausspulse get_window group_delay hilbert
    hilbert2 iircomb iirdesign iirfilter iirnotch iirpeak impulse invres invresz istft kaiser_atten kaiser_beta
    kaiserord lfilter_zi lfiltic lombscargle lp2bp lp2bp_zpk lp2bs lp2bs_zpk lp2hp lp2hp_zpk lp2lp lp2lp_zpk lsim lti
    max_len_seq medfilt2d minimum_phase morlet normalize order_filter peak_prominences peak_widths periodogram
    place_poles qspline1d qspline1d_eval qspline2d remez resample resample_poly residue residuez ricker sawtooth
    sepfir2d sos2tf sos2zpk sosfilt sosfilt_zi sosfiltfilt sosfreqz spectrogram spline_filter square ss2tf ss2zpk step
    stft sweep_poly symiirorder1 symiirorder2 tf2sos tf2ss tf2zpk unique_roots unit_impulse upfirdn vectorstrength welch
    wiener zoom_fft zpk2sos zpk2ss zpk2tf`,
  special: `
    SpecialFunctionError SpecialFunctionWarning agm ai_zeros airy airye assoc_laguerre assoc_legendre_p
    assoc_legendre_p_all bdtr bdtrc bdtri bdtrik bdtrin bei bei_zeros beip beip_zeros ber ber_zeros bernoulli berp
    berp_zeros besselpoly betainccinv bi_zeros boxcox boxcox1p btdtria btdtrib c_roots cg_roots chdtr chdtrc chdtri
    chdtriv chebyc chebys chebyt chebyu chndtr chndtridf chndtrinc chndtrix cotdg diric ellip_harm ellip_harm_2
    ellip_normal ellipeinc ellipj ellipkinc elliprc elliprd elliprf elliprg elliprj erf_zeros errstate euler eval_chebyc
    eval_chebys eval_gegenbauer eval_genlaguerre eval_jacobi eval_sh_chebyt eval_sh_chebyu eval_sh_jacobi
    eval_sh_legendre factorialk fdtr fdtrc fdtri fdtridfd fresnel fresnel_zeros fresnelc_zeros fresnels_zeros gdtr gdtrc
    gdtria gdtrib gdtrix gegenbauer genlaguerre geterr h1vp h2vp hankel1 hankel1e hankel2 hankel2e he_roots hermite
    hermitenorm hyp0f1 hyp1f1 hyp2f1 hyperu inv_boxcox inv_boxcox1p it2i0k0 it2j0y0 it2struve0 itairy iti0k0 itj0y0
    itmodstruve0 itstruve0 ivp j_roots jacobi jn_zeros jnjnp_zeros jnp_zeros jnyn_zeros js_roots jve kei kei_zeros keip
    keip_zeros kelvin kelvin_zeros ker ker_zeros kerp kerp_zeros kl_div kolmogi kolmogorov kvp la_roots laguerre
    legendre legendre_p legendre_p_all lmbda log_softmax log_wright_bessel lpmv lqmn lqn mathieu_a mathieu_b mathieu_cem
    mathieu_even_coef mathieu_modcem1 mathieu_modcem2 mathieu_modsem1 mathieu_modsem2 mathieu_odd_coef mathieu_sem
    modfresnelm modfresnelp modstruve multigammaln nbdtr nbdtrc nbdtri nbdtrik nbdtrin ncfdtr ncfdtri ncfdtridfd
    ncfdtridfn ncfdtrinc nctdtr nctdtridf nctdtrinc nctdtrit ndtri_exp nrdtrimn nrdtrisd obl_ang1 obl_ang1_cv obl_cv
    obl_cv_seq obl_rad1 obl_rad1_cv obl_rad2 obl_rad2_cv owens_t pbdn_seq pbdv pbdv_seq pbvv pbvv_seq pbwa pdtr pdtrc
    pdtri pdtrik powm1 pro_ang1 pro_ang1_cv pro_cv pro_cv_seq pro_rad1 pro_rad1_cv pro_rad2 pro_rad2_cv ps_roots
    pseudo_huber riccati_jn riccati_yn roots_chebyc roots_chebys roots_chebyt roots_chebyu roots_gegenbauer
    roots_genlaguerre roots_hermitenorm roots_jacobi roots_sh_chebyt roots_sh_chebyu roots_sh_jacobi roots_sh_legendre
    round s_roots seterr sh_chebyt sh_chebyu sh_jacobi sh_legendre shichi smirnov smirnovi softmax softplus spence
    sph_harm sph_harm_y sph_harm_y_all sph_legendre_p sph_legendre_p_all stdtr stdtridf stdtrit stirling2 struve t_roots
    tklmbda ts_roots u_roots us_roots wright_bessel wrightomega y0_zeros y1_zeros y1p_zeros yn_zeros ynp_zeros yve yvp`,
  stats: `
    Binomial BootstrapMethod CensoredData ConstantInputWarning Covariance DegenerateDataWarning FitError Logistic
    Mixture MonteCarloMethod NearConstantInputWarning Normal PermutationMethod Uniform abs alexandergovern alpha
    anderson anderson_ksamp anglit ansari arcsine argus barnard_exact bartlett bayes_mvs bernoulli betabinom betai
    betanbinom betaprime binned_statistic binned_statistic_2d binned_statistic_dd binomtest boltzmann bootstrap
    boschloo_exact boxcox boxcox_llf boxcox_normmax boxcox_normplot bradford brunnermunzel burr burr12 bws_test
    chatterjeexi chi chi2_contingency chisquare circmean circstd circvar combine_pvalues cosine cramervonmises
    cramervonmises_2samp crystalball cumfreq describe dgamma differential_entropy directional_stats dirichlet
    dirichlet_multinomial dlaplace dpareto_lognorm dunnett dweibull ecdf energy_distance entropy epps_singleton_2samp
    erlang exp expectile exponnorm exponpow exponweib f_oneway false_discovery_control fatiguelife fisher_exact fisk fit
    fligner foldcauchy foldnorm friedmanchisquare gausshyper genexpon genextreme gengamma genhalflogistic genhyperbolic
    geninvgauss genlogistic gennorm genpareto geom gibrat gompertz goodness_of_fit gstd gumbel_l gumbel_r gzscore
    halfcauchy halfgennorm halflogistic hypergeom hypsecant invgamma invgauss invweibull invwishart irwinhall
    jarque_bera jf_skew_t johnsonsb johnsonsu kappa3 kappa4 kendalltau kruskal ks_1samp ks_2samp ksone kstat kstatvar
    kstest kstwo kstwobign kurtosistest landau laplace_asymmetric levene levy levy_l levy_stable lmoment log loggamma
    loglaplace logrank logser loguniform lomax make_distribution mannwhitneyu matrix_normal matrix_t maxwell median_test
    mielke mode monte_carlo_test mood moyal multinomial multiscale_graphcorr multivariate_hypergeom multivariate_normal
    multivariate_t mvsdist nakagami nbinom ncf nchypergeom_fisher nchypergeom_wallenius nct ncx2 nhypergeom
    normal_inverse_gamma normaltest norminvgauss obrientransform order_statistic ortho_group page_trend_test pareto
    pearson3 percentileofscore permutation_test planck pmean pointbiserialr poisson_binom poisson_means_test power
    power_divergence powerlaw powerlognorm powernorm ppcc_max ppcc_plot probplot quantile quantile_test randint
    random_correlation random_table ranksums rdist recipinvgauss reciprocal rel_breitwigner relfreq rice rv_continuous
    rv_discrete rv_histogram semicircular shapiro siegelslopes sigmaclip skellam skewcauchy skewnorm skewtest
    sobol_indices somersd spearmanrho special_ortho_group studentized_range theilslopes tiecorrect tmax tmean tmin
    trapezoid triang trim1 trim_mean trimboth truncate truncexpon truncpareto truncweibull_min tsem tstd ttest_1samp
    ttest_ind ttest_ind_from_stats ttest_rel tukey_hsd tukeylambda tvar uniform_direction unitary_group variation
    vonmises vonmises_fisher vonmises_line wald wasserstein_distance wasserstein_distance_nd weibull_max weightedtau
    wilcoxon wishart wrapcauchy yeojohnson yeojohnson_llf yeojohnson_normmax yeojohnson_normplot yulesimon zipf zipfian
    zmap`,
};

/** What of a module comes nearest to what is not there. */
export const INSTEAD: Readonly<Record<string, string>> = {
  integrate:
    "quad, dblquad, nquad, fixed_quad, romberg, trapezoid, simpson, cumulative_trapezoid, romb, solve_ivp and odeint",
  interpolate:
    "interp1d, CubicSpline, PchipInterpolator, Akima1DInterpolator, splrep with splev, UnivariateSpline, make_interp_spline and RectBivariateSpline",
  linalg: "inv, det, solve and norm",
  ndimage:
    "gaussian_filter, gaussian_filter1d, convolve1d, correlate1d, uniform_filter, median_filter, maximum_filter, minimum_filter and percentile_filter",
  optimize:
    "brentq, bisect, newton, root_scalar, minimize_scalar, fminbound, minimize, fmin, brute, leastsq, least_squares, curve_fit, fsolve and root",
  signal:
    "convolve, fftconvolve, correlate, windows, savgol_filter, medfilt, find_peaks, argrelextrema, detrend and lfilter",
  special:
    "erf, wofz, gamma, gammainc, betainc, jv, iv, spherical_jn, expi, sici, ellipk, lambertw, erfinv, ndtri and roots_legendre",
  stats:
    "norm, uniform, lognorm, truncnorm, expon, cauchy, gamma, beta, chi2, t, f, poisson and binom with pdf, cdf, sf and ppf, linregress, pearsonr and gaussian_kde",
};
