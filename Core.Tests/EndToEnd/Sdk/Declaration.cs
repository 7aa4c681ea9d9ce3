
namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>An interface, class or type alias of an SDK.</summary>
/// <param name="File">The file of the declaration.</param>
/// <param name="Scope">The namespaces around it, joined by dots; empty at the file's level.</param>
/// <param name="Name">Its name.</param>
/// <param name="Bases">The types that it extends.</param>
/// <param name="Type">Its members, or the type of an alias.</param>
internal sealed record Declaration(string File, string Scope, string Name, IReadOnlyList<TypeNode> Bases, TypeNode Type)
{
    /// <summary>Its name with the namespaces.</summary>
    public string FullName => Scope.Length == 0 ? Name : $"{Scope}.{Name}";

    public bool Equals(Declaration? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => FullName;
}
