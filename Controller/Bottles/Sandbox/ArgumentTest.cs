namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>One test of an argument of a system call. The tests of a rule run in order; a call that passes all is allowed.</summary>
/// <param name="Kind">Kind of the test.</param>
/// <param name="Argument">Index of the argument, from 0.</param>
/// <param name="Values">
/// Compared only with the argument's low 32 bits: the kernel takes these arguments as int, so garbage in the high half must not hide a value.
/// </param>
internal sealed record ArgumentTest(ArgumentTestKind Kind, int Argument, params uint[] Values);
