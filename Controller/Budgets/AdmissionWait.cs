using BotBottle.Controller.State;
using BotBottle.Core.Budgets;

namespace BotBottle.Controller.Budgets;

/// <summary>A call that waits for its admission. It is ended once, under the gate; the code that awaits it continues on another thread.</summary>
/// <param name="run">Run of the call.</param>
/// <param name="request">Its facts.</param>
internal sealed class AdmissionWait(LiveRun run, AdmissionRequest request)
{
    private readonly TaskCompletionSource<AdmissionAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LiveRun Run => run;

    public AdmissionRequest Request => request;

    public Task<AdmissionAnswer> Answer => _answer.Task;

    public bool IsOver => _answer.Task.IsCompleted;

    public void End(AdmissionAnswer answer) => _answer.SetResult(answer);

    public void Leave(CancellationToken gone) => _answer.SetCanceled(gone);
}
