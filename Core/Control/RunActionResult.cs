namespace BotBottle.Core.Control;

/// <summary>What an operator's <c>cut</c>, <c>restore</c>, <c>freeze</c> or <c>kill</c> did to one run.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="Refused">Why nothing was done, and what to do instead; null when it was done. With <c>*</c> the others are done all the same; a single run's refusal is an error.</param>
/// <param name="Note">What else is to be said, such as that it was so already; null for nothing.</param>
public sealed record RunActionResult(string Run, string Name, RunState State, string? Refused, string? Note = null);
