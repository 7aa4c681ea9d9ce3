namespace BotBottle.Controller.Store;

/// <summary>What follows a transaction: taken back in memory where it failed, settled in memory and acted on where it is committed.</summary>
internal sealed class Aftermath
{
    private readonly List<Action> _back = [];
    private readonly List<Action> _settle = [];
    private readonly List<Action> _act = [];

    /// <summary>Undoes a change of memory if the transaction fails; run under the gate, last first.</summary>
    public void OnRollback(Action action) => _back.Add(action);

    /// <summary>Changes memory once the transaction is durable; run under the gate.</summary>
    public void OnCommit(Action action) => _settle.Add(action);

    /// <summary>Acts on the world once the transaction is durable; run without a lock, after everybody is answered. Must not throw.</summary>
    public void AfterCommit(Action action) => _act.Add(action);

    /// <summary>The transaction failed.</summary>
    public void TakeBack()
    {
        for (int i = _back.Count - 1; i >= 0; i--)
        {
            _back[i]();
        }
    }

    /// <summary>The transaction is durable.</summary>
    public void Settle() => _settle.ForEach(action => action());

    /// <summary>Everybody is answered.</summary>
    public void Act() => _act.ForEach(action => action());
}
