namespace BotBottle.Controller.Store;

/// <summary>A piece of work in the writer's queue. The writer's thread calls its methods.</summary>
internal interface ILedgerWork
{
    /// <summary>Writes and changes memory; may run a second time after a rollback.</summary>
    void Do(ILedgerTransaction transaction, Aftermath aftermath);

    /// <summary>Called after the commit.</summary>
    void Complete();

    /// <summary>Called if nothing of the work is kept.</summary>
    void Fail(Exception fault);
}
