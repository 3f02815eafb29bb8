/** The account that everything on a laptop belongs to. */
export const LOCAL_ACCOUNT_ID = '000000000000';
