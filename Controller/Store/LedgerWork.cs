using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Store;

/// <summary>Work with a result. A <see cref="RefusedException"/> thrown before anything is written fails this work alone.</summary>
internal sealed class LedgerWork<T>(Func<ILedgerTransaction, Aftermath, T> work) : ILedgerWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private RefusedException? _refused;

    /// <summary>Completes after the commit.</summary>
    public Task<T> Result => _done.Task;

    /// <inheritdoc/>
    public void Do(ILedgerTransaction transaction, Aftermath aftermath)
    {
        _refused = null;
        try
        {
            _result = work(transaction, aftermath);
        }
        catch (RefusedException refused)
        {
            _refused = refused;
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        if (_refused is null)
        {
            _done.SetResult(_result!);
        }
        else
        {
            _done.SetException(_refused);
        }
    }

    /// <inheritdoc/>
    public void Fail(Exception fault) => _done.SetException(_refused ?? fault);
}
