using System.Collections.Immutable;
using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.State;

/// <summary>
/// What a key may be meant for. The operator aims at what the terminal shows, so an action needs the mark of its target in the last picture that was written; where a mark came by
/// itself (rows moved, a question came up, the terminal has another size), it must have stood there for a while.
/// </summary>
internal static class Aim
{
    /// <summary>How long a mark that the operator did not bring about must stand before a key counts for it.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether the key that is being reduced was pressed with this in view.</summary>
    public static bool IsSure(DashboardState state, Mark mark) => state.Seen.Contains(mark) && state.KeyAt >= state.SettledAt;

    /// <summary>A picture is on the terminal.</summary>
    /// <param name="state">The state.</param>
    /// <param name="marks">What it shows.</param>
    /// <param name="at">Since when.</param>
    public static DashboardState Show(DashboardState state, ImmutableArray<Mark> marks, TimeSpan at)
    {
        if (marks.SequenceEqual(state.Seen))
        {
            return state;
        }

        bool came = marks.Any(mark => !state.Seen.Contains(mark));
        return state with { Seen = marks, SettledAt = !came ? state.SettledAt : state.Steered ? at : at + Settling, Steered = false };
    }

    /// <summary>Nothing of what was shown counts any more.</summary>
    public static DashboardState Forget(DashboardState state) => state with { Seen = [], Steered = false };

    /// <summary>The state after a key, which knows whether the key itself brought about what is shown next.</summary>
    public static DashboardState Steer(DashboardState before, DashboardState after, Message meant) =>
        !Shown(before).Equals(Shown(after)) ? after with { Steered = true }
        // A step that leads to where the selection stands says that the operator means it.
        : meant is Message.Invoked { Command: >= UiCommand.Up and <= UiCommand.Last } && after.SettledAt > after.KeyAt ? after with { SettledAt = after.KeyAt }
        : after;

    private static object Shown(DashboardState state) =>
        (state.Screen, state.SelectedRun, state.OpenRun, state.SelectedBudget, state.SelectedApproval, state.Filter, state.Help, state.Prompt, state.Confirmation);
}
