using System.Collections.Immutable;

namespace BotBottle.Dashboard.State;

/// <summary>A question before a destructive action. The action is fixed at the question, whatever changes on the screen meanwhile.</summary>
/// <param name="Question">The action.</param>
/// <param name="Facts">The targets and effects, one per line.</param>
/// <param name="Command">The command to execute on a yes.</param>
internal sealed record Confirmation(string Question, ImmutableArray<string> Facts, HostCommand Command);
