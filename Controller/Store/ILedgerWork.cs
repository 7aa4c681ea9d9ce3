namespace BotBottle.Controller.Store;

/// <summary>A piece of work in the writer's queue. Methods are called by the writer's thread.</summary>
internal interface ILedgerWork
{
    /// <summary>Writes and changes memory; may run a second time after a rollback.</summary>
    void Do(ILedgerTransaction transaction, Aftermath aftermath);

    /// <summary>The commit is done.</summary>
    void Complete();

    /// <summary>Nothing of it is kept.</summary>
    void Fail(Exception fault);
}
