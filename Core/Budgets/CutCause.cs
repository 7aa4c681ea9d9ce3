using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>Why a run's egress is off. An operator's cut outlives a budget's: only <c>restore</c> lifts it.</summary>
[JsonConverter(typeof(WireName<CutCause>))]
public enum CutCause
{
    /// <summary>A budget that governs the run is spent; lifts itself when there is room again.</summary>
    Budget,

    /// <summary>An operator said <c>cut</c>.</summary>
    Operator,
}
