namespace BotBottle.Controller.Bottles.ControlGroups;

/// <summary>A control group that is ours, and in which a bottle's can be made. Disposed when the bottle's is gone.</summary>
internal interface IGroupParent : IDisposable
{
    /// <summary>Its folder.</summary>
    string Folder { get; }
}
