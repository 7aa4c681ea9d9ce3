namespace BotBottle.Core.Providers;

/// <summary>What a request to a provider's host does to a budget.</summary>
public enum CallKind
{
    /// <summary>Generates and bills tokens: needs an admission.</summary>
    ModelCall,

    /// <summary>Known to bill nothing: needs none.</summary>
    Free,

    /// <summary>Not known, at a provider of the settings: needs an admission, and its answer is sniffed for usage.</summary>
    Unclassified,

    /// <summary>Spends where no answer shows it (batches, realtime, fine-tuning), or may: on a built-in provider's hosts whatever is not known. Refused under a hard budget,
    /// and on built-in hosts without one where the route does not admit it.</summary>
    Unmetered,
}
