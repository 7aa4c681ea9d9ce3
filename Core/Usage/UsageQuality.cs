using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Usage;

/// <summary>How the tokens of an exchange were learned (docs/contracts.md, section 10). Every metered exchange ends in one of these.</summary>
[JsonConverter(typeof(WireName<UsageQuality>))]
public enum UsageQuality
{
    /// <summary>The provider's own final figures.</summary>
    Exact,

    /// <summary>The answer was cut: what was seen of it, at least its visible floor.</summary>
    Partial,

    /// <summary>No figures came where they were due: charged by estimate.</summary>
    Estimated,

    /// <summary>Figures came that cannot be right or cannot be read: charged by estimate, and said loudly.</summary>
    Unknown,
}
