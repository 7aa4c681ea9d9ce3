using System.Collections.Immutable;
using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.State;

/// <summary>
/// The targets that a key may act on. The operator aims at the picture on the terminal, so an action needs its target's mark in the last written picture. A
/// mark that appeared by itself (rows moved, a question came up, the terminal was resized) counts only after <see cref="Settling"/>.
/// </summary>
internal static class Aim
{
    /// <summary>The time after which a key may act on a mark that appeared by itself.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>True if a picture is the effect of the last key: it came soon after it.</summary>
    public static bool IsSteered(DashboardState state, TimeSpan at) => state.Steered && at - state.KeyAt <= Soon;

    /// <summary>True if the present key was pressed with this mark in view.</summary>
    public static bool IsSure(DashboardState state, Mark mark) => state.Seen.Contains(mark) && state.KeyAt >= state.SettledAt;

    /// <summary>Records a picture that is on the terminal.</summary>
    /// <param name="state">The state.</param>
    /// <param name="marks">The picture's marks.</param>
    /// <param name="at">The time since which the picture is shown.</param>
    public static DashboardState Show(DashboardState state, ImmutableArray<Mark> marks, TimeSpan at)
    {
        if (marks.SequenceEqual(state.Seen))
        {
            return state;
        }

        bool came = marks.Any(mark => !state.Seen.Contains(mark));
        return state with { Seen = marks, SettledAt = !came ? state.SettledAt : IsSteered(state, at) ? at : at + Settling, Steered = false };
    }

    /// <summary>Invalidates all marks.</summary>
    public static DashboardState Forget(DashboardState state) => state with { Seen = [], Spots = [], Steered = false };

    /// <summary>The state after a key, with a note whether the key caused the next change of the picture.</summary>
    public static DashboardState Steer(DashboardState before, DashboardState after, Message meant) =>
        !Shown(before).Equals(Shown(after)) ? after with { Steered = true }
        // A step to the row that is already selected shows that the operator means that row.
        : meant is Message.Invoked { Command: >= UiCommand.Up and <= UiCommand.Last } && after.SettledAt > after.KeyAt ? after with { SettledAt = after.KeyAt }
        : after;

    private static object Shown(DashboardState state) =>
        (state.Screen, state.SelectedRun, state.OpenRun, state.SelectedBudget, state.SelectedApproval, state.Filter, state.Help, state.Prompt,
            state.Confirmation);
}
