using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using SamHost.Configuration;

namespace SamHost.Plugins.Trust;

/// <summary>
/// A list of plugins that the owner of a key has signed: a settings file with <c>Plugins:Allow</c>, and its signature beside it.
/// </summary>
public static class SignedList
{
    /// <summary>What a list's name ends in for its signature.</summary>
    public const string SignatureSuffix = ".sig";

    // What 'openssl dgst -sha256 -sign' writes, and what hardware and other programs do.
    private static readonly DSASignatureFormat[] Formats =
        [DSASignatureFormat.Rfc3279DerSequence, DSASignatureFormat.IeeeP1363FixedFieldConcatenation];

    /// <summary>Reads a list, if its signature is good: nothing of it is looked at before.</summary>
    /// <param name="file">The list, as the settings name it.</param>
    /// <param name="publicKey">The key, as the settings have it.</param>
    /// <param name="workingDirectory">Where relative paths start.</param>
    /// <exception cref="UserErrorException">The list or its signature is not there, or not good.</exception>
    public static IReadOnlyList<AllowedPlugin> Read(string file, string publicKey, string workingDirectory)
    {
        using var key = SigningKey.FromPublic(publicKey);
        var list = Bytes(file, workingDirectory, $"'samhost plugins pin --sign KEY.pem --out {file}' writes it");
        var signature = Bytes(file + SignatureSuffix, workingDirectory, "the signature belongs beside its list");
        if (!Formats.Any(format => key.VerifyData(list, signature, HashAlgorithmName.SHA256, format)))
            throw new UserErrorException(
                $"Plugins:SignedList: {file}{SignatureSuffix} is no signature of {file} by Plugins:PublicKey: the list was changed since, "
                    + "or signed with another key; sign it again, if you trust it.");

        var problems = new SettingsProblems();
        var settings = SettingsFile.Parse(list, file, problems);
        problems.ThrowIfAny();
        var content = OptionsBinder.Bind<Content>(settings?["Plugins"], "Plugins", problems);
        problems.ThrowIfAny();
        return content.Allow;
    }

    private static byte[] Bytes(string file, string workingDirectory, string remedy)
    {
        try
        {
            return File.ReadAllBytes(Path.GetFullPath(file, workingDirectory));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException($"Plugins:SignedList: there is no file {file}; {remedy}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UserErrorException($"Plugins:SignedList: {file} cannot be read ({e.Message.TrimEnd('.')}); {remedy}.");
        }
    }

    /// <summary>The section <c>Plugins</c> of a list: other settings would have no effect there.</summary>
    private sealed class Content
    {
        [Required]
        public AllowedPlugin[] Allow { get; set; } = null!;
    }
}
