namespace BotBottle.Controller.Bottles.ControlGroups;

/// <summary>A control group of ours in which a bottle's group can be created. Disposed after the bottle's group is removed.</summary>
internal interface IGroupParent : IDisposable
{
    /// <summary>Its folder.</summary>
    string Folder { get; }
}
