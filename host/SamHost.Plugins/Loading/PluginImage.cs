using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace SamHost.Plugins.Loading;

/// <summary>
/// A plugin's main assembly as bytes, and what its metadata says without running any code. The file is read once: what is hashed
/// is what is loaded.
/// </summary>
internal sealed class PluginImage
{
    private PluginImage(byte[] bytes) => Bytes = bytes;

    /// <summary>Of a file that was not opened.</summary>
    public static PluginImage None { get; } = new([]);

    public byte[] Bytes { get; }

    /// <summary>
    /// Why this is no .NET assembly, and what to do, in one sentence; null if it is one. What follows is empty where there is a reason.
    /// </summary>
    public string? Defect { get; private init; }

    /// <summary>The SHA-256 of the file, in lower case hexadecimal; null if there is none that can be read.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>The informational version, or the assembly's version if there is none.</summary>
    public string? Version { get; private set; }

    /// <summary>The assemblies that it refers to.</summary>
    public IReadOnlyList<AssemblyName> References { get; private set; } = [];

    /// <summary>The metadata tokens of the types and members of the contracts that it uses.</summary>
    public IReadOnlyList<int> ContractTokens { get; private set; } = [];

    /// <summary>Its string literals (the #US heap), to be looked up whatever the case of the letters.</summary>
    public IReadOnlySet<string> Literals { get; private set; } = new HashSet<string>();

    /// <summary>Reads the file; a file that is no assembly is an image without content.</summary>
    public static PluginImage Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new PluginImage([])
            {
                Defect = $"There is no {Path.GetFileName(path)} in the folder {Path.GetDirectoryName(path)}; a plugin's main assembly has "
                    + "the name of its folder.",
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PluginImage([]) { Defect = $"Its file cannot be read ({e.Message}); make it readable." };
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var image = new PluginImage(bytes) { Sha256 = hash };
        return image.TryReadMetadata() ? image : new PluginImage(bytes)
        {
            Sha256 = hash,
            Defect = "Its file is not a .NET assembly, or a damaged one; build or copy it again, or remove it from the folder.",
        };
    }

    private bool TryReadMetadata()
    {
        try
        {
            using var file = new PEReader(new MemoryStream(Bytes));
            if (!file.HasMetadata) return false;
            var metadata = file.GetMetadataReader();
            if (!metadata.IsAssembly) return false;

            Version = InformationalVersion(metadata) ?? metadata.GetAssemblyDefinition().Version.ToString();
            References = [.. metadata.AssemblyReferences.Select(reference => metadata.GetAssemblyReference(reference).GetAssemblyName())];
            ContractTokens = ReadContractTokens(metadata);
            Literals = ReadLiterals(metadata);
            return true;
        }
        // Offsets in a damaged file lead anywhere.
        catch (Exception e)
            when (e is BadImageFormatException or IOException or InvalidOperationException or ArgumentException or OverflowException)
        {
            return false;
        }
    }

    private static int[] ReadContractTokens(MetadataReader metadata)
    {
        var types = metadata.TypeReferences.Where(IsOfContracts).ToHashSet();
        var members = metadata.MemberReferences.Where(handle =>
            metadata.GetMemberReference(handle).Parent is { Kind: HandleKind.TypeReference } parent
                && types.Contains((TypeReferenceHandle)parent));
        return [.. types.Select(type => metadata.GetToken(type)), .. members.Select(member => metadata.GetToken(member))];

        bool IsOfContracts(TypeReferenceHandle handle) =>
            metadata.GetTypeReference(handle).ResolutionScope is { Kind: HandleKind.AssemblyReference } scope
            && metadata.StringComparer.Equals(
                metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name, SharedAssemblies.Contracts.Name!);
    }

    private static HashSet<string> ReadLiterals(MetadataReader metadata)
    {
        var literals = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var handle = metadata.GetNextHandle(default(UserStringHandle)); !handle.IsNil; handle = metadata.GetNextHandle(handle))
            literals.Add(metadata.GetUserString(handle));
        return literals;
    }

    private static string? InformationalVersion(MetadataReader metadata)
    {
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (AttributeName(metadata, attribute) != nameof(AssemblyInformationalVersionAttribute)) continue;
            var value = metadata.GetBlobReader(attribute.Value);
            // A custom attribute's value: the prolog 0x0001, then the constructor's arguments (ECMA-335, II.23.3).
            value.ReadUInt16();
            return value.ReadSerializedString();
        }

        return null;
    }

    private static string? AttributeName(MetadataReader metadata, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } type
            ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name)
            : null;
}
