namespace BotBottle.Core.Injection;

/// <summary>What kinds of phrases a text holds.</summary>
[Flags]
public enum InjectionKinds
{
    /// <summary>Nothing of either kind.</summary>
    None = 0,

    /// <summary>It speaks of what a model is told in confidence.</summary>
    Disclosure = 1,

    /// <summary>It tells a model to leave its instructions.</summary>
    Jailbreak = 2,
}
