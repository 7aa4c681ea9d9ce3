using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.State;

/// <summary>The next state: a pure function of the last one and a message.</summary>
internal static class Reducer
{
    private static readonly TimeSpan NoticeStays = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FailureStays = TimeSpan.FromSeconds(60);

    /// <summary>The state after a message.</summary>
    public static DashboardState Reduce(DashboardState state, Message message) => message switch
    {
        Message.HostChanged changed => HostReducer.Apply(state, changed.Update),
        Message.LinkLost lost => state with
        {
            Now = Later(state.Now, lost.At),
            Link = new Link(false, lost.Reason, state.Link.Up || state.Link.Reason is null ? lost.At : state.Link.Since),
        },
        Message.HistoryBegan => HostReducer.Forget(state),
        Message.Ticked ticked => Tick(state with { Now = ticked.Now, Ended = state.Ended || state.Leaving }),
        Message.Resized size when (size.Width, size.Height) == (state.Width, state.Height) => state,
        Message.Resized size => Aim.Forget(state with { Width = size.Width, Height = size.Height }),
        Message.Shown shown => Aim.Show(ClickReducer.Show(state, shown.Spots, shown.At), shown.Marks, shown.At),
        Message.Pressed pressed => Press(state with { KeyAt = pressed.At }, pressed.Key),
        Message.Invoked invoked => CommandReducer.Apply(state, invoked.Command),
        Message.Typed typed => TextReducer.Type(state, typed.Text),
        Message.Erased => TextReducer.Erase(state),
        Message.Completed => LineReducer.Complete(state),
        Message.Recalled recalled => LineReducer.Recall(state, recalled.Step),
        Message.Accepted => state.Confirmation is { } asked ? QuestionReducer.Confirm(state, asked) : TextReducer.Accept(state),
        Message.Dismissed => Dismiss(state),
        Message.ActionEnded ended => state with { Notice = new Notice(ended.Text, ended.Failed, state.Now) { Same = ended.Same } },
        Message.Questioned question => QuestionReducer.Ask(state, question.Question),
        Message.RoutesRead read => state.Runs.TryGetValue(read.Run, out RunEntry? entry)
            ? state with { Runs = state.Runs.SetItem(read.Run, entry with { Routes = read.Routes ?? entry.Routes, RoutesFault = read.Fault }) }
            : state,
        _ => throw new ArgumentOutOfRangeException(nameof(message), message, "unknown message"),
    };

    /// <summary>The later of two times: the controller and the dashboard read the host's clock separately.</summary>
    public static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DashboardState Press(DashboardState state, KeyStroke key) =>
        key.Kind == KeyKind.Click ? ClickReducer.Click(state, key)
        : key.Kind == KeyKind.Release && state.Leaving ? state with { Ended = true }
        : KeyMap.Translate(state, key) is { } meant ? Aim.Steer(state, Reduce(state, meant), meant) : state;

    private static DashboardState Dismiss(DashboardState state) =>
        state.Confirmation is not null ? (state with { Confirmation = null }).Say("nothing was done")
        : state.Prompt is not null ? TextReducer.Drop(state)
        : state with { Help = false };

    /// <summary>Removes ended runs and decided approvals after <see cref="DashboardState.Linger"/>, except the selected one.</summary>
    private static DashboardState Tick(DashboardState state)
    {
        foreach ((string id, RunEntry run) in state.Runs)
        {
            if (run.Ended && id != state.SelectedRun && id != state.OpenRun && state.Now - (run.View.EndedAt ?? state.Now) > DashboardState.Linger)
            {
                state = state with { Runs = state.Runs.Remove(id) };
            }
        }

        foreach ((string id, ApprovalView approval) in state.Approvals)
        {
            if (approval.State != ApprovalState.Pending && id != state.SelectedApproval
                && state.Now - (approval.DecidedAt ?? state.Now) > DashboardState.Linger)
            {
                state = state with { Approvals = state.Approvals.Remove(id) };
            }
        }

        return state.Notice is { } notice && state.Now - notice.At > (notice.Failed ? FailureStays : NoticeStays) ? state with { Notice = null } : state;
    }
}
