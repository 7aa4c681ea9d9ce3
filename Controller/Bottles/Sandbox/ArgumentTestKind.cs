namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>The questions that a filter rule asks about an argument.</summary>
internal enum ArgumentTestKind
{
    /// <summary>Refused when it is one of the values.</summary>
    DenyEqual,

    /// <summary>Refused when it has any bit of the one value.</summary>
    DenyAnyBit,

    /// <summary>Refused when it is none of the values.</summary>
    AllowOnly,

    /// <summary>Allowed at once when it is not the one value; the tests that follow are about that value.</summary>
    OnlyIf,
}
