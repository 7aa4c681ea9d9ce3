namespace BotBottle.Controller.Doctor;

/// <summary>One probe's result.</summary>
/// <param name="Id">Its stable name, for scripts.</param>
/// <param name="Title">The fact that a pass proves.</param>
/// <param name="Passed">True if the isolation held.</param>
/// <param name="Tried">The attempt in the bottle.</param>
/// <param name="Saw">The observed result.</param>
internal sealed record ProbeResult(string Id, string Title, bool Passed, string Tried, string Saw);
