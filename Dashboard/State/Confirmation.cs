using System.Collections.Immutable;

namespace BotBottle.Dashboard.State;

/// <summary>A question before something is destroyed. What is done is fixed when it is asked, whatever moves on the screen meanwhile.</summary>
/// <param name="Question">What will be done.</param>
/// <param name="Facts">To whom, and what it means; a line each.</param>
/// <param name="Command">What a yes does.</param>
internal sealed record Confirmation(string Question, ImmutableArray<string> Facts, HostCommand Command);
