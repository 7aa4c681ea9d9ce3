namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>One look at an argument of a system call. The tests of a rule run in order; a call that passes all is allowed.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Argument">Which argument, from 0.</param>
/// <param name="Values">
/// Compared with the argument's low 32 bits alone: the kernel takes these arguments as int, so garbage in the high half must not
/// hide a value.
/// </param>
internal sealed record ArgumentTest(ArgumentTestKind Kind, int Argument, params uint[] Values);
