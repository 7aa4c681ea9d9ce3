namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>Kinds of tests that a filter rule applies to an argument.</summary>
internal enum ArgumentTestKind
{
    /// <summary>Refused if it equals one of the values.</summary>
    DenyEqual,

    /// <summary>Refused if it has any bit of the single value.</summary>
    DenyAnyBit,

    /// <summary>Refused if it equals none of the values.</summary>
    AllowOnly,

    /// <summary>Allowed at once if it differs from the single value; the following tests apply to that value only.</summary>
    OnlyIf,
}
