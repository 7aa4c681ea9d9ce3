using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace BotBottle.Core.Tests.Controller.Native;

/// <summary>
/// Finds the types of a compiled program that open, list, write or remove files by path, or start children. Checks that open nothing (File.Exists and similar)
/// are left out.
/// </summary>
internal static class FileCalls
{
    private static readonly string[] Acting = [
        "Open", "Create", "Delete", "Move", "Copy", "Append", "Replace", "Enumerate", "GetFiles", "GetDirectories", "GetFileSystem"];

    private static readonly HashSet<string> Native =
        ["open", "openat", "openat2", "creat", "mkdir", "mkdirat", "mkfifo", "mknod", "unlink", "unlinkat", "rmdir", "rename", "renameat", "renameat2", "link",
            "symlink", "execve", "execv", "posix_spawn", "posix_spawnp"];

    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value, code => code.OperandType);

    /// <summary>Each type with its calls; lambdas and state machines count for the type in which they are written.</summary>
    public static IEnumerable<(string Type, string Call)> Of(string program)
    {
        using PEReader file = new(File.OpenRead(program));
        MetadataReader metadata = file.GetMetadataReader();
        foreach (MethodDefinition method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition))
        {
            string type = Outermost(metadata, method.GetDeclaringType());
            if (method.Attributes.HasFlag(MethodAttributes.PinvokeImpl) && metadata.GetString(method.GetImport().Name) is var native && Native.Contains(native))
            {
                yield return (type, native);
            }

            if (method.RelativeVirtualAddress != 0)
            {
                foreach (EntityHandle called in Called(file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!))
                {
                    if (Describe(metadata, called) is { } call)
                    {
                        yield return (type, call);
                    }
                }
            }
        }
    }

    private static string Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return metadata.GetString(type.Name);
    }

    /// <summary>The operands of call, callvirt, newobj, ldftn and ldvirtftn (ECMA-335, III.3 and III.4).</summary>
    private static List<EntityHandle> Called(byte[] code)
    {
        List<EntityHandle> called = [];
        for (int i = 0; i < code.Length;)
        {
            short value = code[i] == 0xFE ? unchecked((short)(0xFE00 | code[i + 1])) : code[i];
            i += code[i] == 0xFE ? 2 : 1;
            OperandType operand = Operands[value];
            if (operand == OperandType.InlineMethod)
            {
                called.Add((EntityHandle)System.Reflection.Metadata.Ecma335.MetadataTokens.Handle(BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(i))));
            }

            i += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(i))),
                _ => 4,
            };
        }

        return called;
    }

    private static string? Describe(MetadataReader metadata, EntityHandle called)
    {
        if (called.Kind == HandleKind.MethodSpecification)
        {
            called = metadata.GetMethodSpecification((MethodSpecificationHandle)called).Method;
        }

        if (called.Kind == HandleKind.MethodDefinition)
        {
            MethodDefinition own = metadata.GetMethodDefinition((MethodDefinitionHandle)called);
            string type = metadata.GetString(metadata.GetTypeDefinition(own.GetDeclaringType()).Name);
            return (type, metadata.GetString(own.Name)) is ("UnlockedFile", "OpenRead" or "OpenOrCreate") or ("Spawner", "Start")
                ? $"{type}.{metadata.GetString(own.Name)}" : null;
        }

        if (called.Kind != HandleKind.MemberReference
            || metadata.GetMemberReference((MemberReferenceHandle)called) is not { Parent.Kind: HandleKind.TypeReference } member)
        {
            return null;
        }

        TypeReference owner = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
        return Describe(metadata.GetString(owner.Namespace), metadata.GetString(owner.Name), metadata.GetString(member.Name), () => TakesPath(member));
    }

    private static string? Describe(string space, string type, string name, Func<bool> takesPath) => (space, type) switch
    {
        ("System.IO", "File") => name is "Exists" or "GetAttributes" or "GetUnixFileMode" or "GetLastWriteTimeUtc" ? null : $"File.{name}",
        ("System.IO", "Directory") => name is "Exists" or "GetCurrentDirectory" ? null : $"Directory.{name}",
        ("System.IO", "FileInfo" or "DirectoryInfo" or "FileSystemInfo") => Acting.Any(name.StartsWith) ? $"{type}.{name}" : null,
        ("System.IO", "FileStream" or "StreamReader" or "StreamWriter") => name == ".ctor" && takesPath() ? $"new {type}" : null,
        ("System.Diagnostics", "Process") => name == "Start" ? "Process.Start" : null,
        ("Microsoft.Data.Sqlite", "SqliteConnection") => name == ".ctor" ? "new SqliteConnection" : null,
        _ => name.EndsWith("FromFile", StringComparison.Ordinal) || name.EndsWith("FromPemFile", StringComparison.Ordinal) ? $"{type}.{name}" : null,
    };

    private static bool TakesPath(MemberReference member) =>
        member.DecodeMethodSignature(new Names(), null).ParameterTypes is ["string", ..];

    private sealed class Names : ISignatureTypeProvider<string, object?>
    {
        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode == PrimitiveTypeCode.String ? "string" : "";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => "";

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => "";

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => "";

        public string GetSZArrayType(string elementType) => "";

        public string GetArrayType(string elementType, ArrayShape shape) => "";

        public string GetByReferenceType(string elementType) => "";

        public string GetPointerType(string elementType) => "";

        public string GetPinnedType(string elementType) => "";

        public string GetFunctionPointerType(MethodSignature<string> signature) => "";

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => "";

        public string GetGenericMethodParameter(object? genericContext, int index) => "";

        public string GetGenericTypeParameter(object? genericContext, int index) => "";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => "";
    }
}
