namespace BotBottle.Controller.Store;

/// <summary>Actions after a transaction: on failure, memory is restored; on commit, memory is completed and actions outside of it run.</summary>
internal sealed class Aftermath
{
    private readonly List<Action> _back = [];
    private readonly List<Action> _settle = [];
    private readonly List<Action> _act = [];

    /// <summary>Undoes a change of memory if the transaction fails; run under the gate, last first.</summary>
    public void OnRollback(Action action) => _back.Add(action);

    /// <summary>Changes memory once the transaction is durable; run under the gate.</summary>
    public void OnCommit(Action action) => _settle.Add(action);

    /// <summary>Acts on the world once the transaction is durable; runs without a lock, after all responses are sent. Must not throw.</summary>
    public void AfterCommit(Action action) => _act.Add(action);

    /// <summary>Called after the transaction failed.</summary>
    public void TakeBack()
    {
        for (int i = _back.Count - 1; i >= 0; i--)
        {
            _back[i]();
        }
    }

    /// <summary>Called once the transaction is durable.</summary>
    public void Settle() => _settle.ForEach(action => action());

    /// <summary>Called after all responses are sent.</summary>
    public void Act() => _act.ForEach(action => action());
}
