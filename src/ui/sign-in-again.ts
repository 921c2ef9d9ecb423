/** Where staff sign in again, in a tab of its own, beside what they were about to do. */
export const signInAgainHref = "/staff/sign-in?again=1";
