namespace BotBottle.Controller.Doctor;

/// <summary>One probe's answer.</summary>
/// <param name="Id">Its stable name, for scripts.</param>
/// <param name="Title">What a pass proves.</param>
/// <param name="Passed">Whether the wall held.</param>
/// <param name="Tried">What was done in the bottle.</param>
/// <param name="Saw">What came of it.</param>
internal sealed record ProbeResult(string Id, string Title, bool Passed, string Tried, string Saw);
