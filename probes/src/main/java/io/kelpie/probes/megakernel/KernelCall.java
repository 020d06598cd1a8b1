package io.kelpie.probes.megakernel;

/** What the user of a kernel asks of the process that runs it; numbers in, numbers out. */
enum KernelCall {
  /** Ends what an earlier user left; the workers out, and the machine's names as text. */
  TAKE,
  /** Bytes in; a handle and the kernel's address out. */
  OWN,
  /** A handle in, perhaps of an earlier user's. */
  FREE,
  /** Handle, offset in the region and bytes in. */
  WRITE,
  /** Likewise. */
  READ,
  /** Offset of the argument, three handles and what runs in front in; see {@link Machine#start}. */
  START,
  /** Offset of the argument in. */
  GO_ON,
  /** Whether what was started has ended out. */
  IS_DONE,
  /** Starts the kernel's side of a {@link ClockExchange}. */
  CLOCK
}
