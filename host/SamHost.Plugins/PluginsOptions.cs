using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Plugins.Trust;

namespace SamHost.Plugins;

/// <summary>The section <c>Plugins</c>: where plugins come from, and which of them may run.</summary>
public sealed class PluginsOptions : IValidatableObject
{
    [Description("Folders that hold plugins, relative to the working directory, in the order in which they load. "
        + "By default: plugins beside the program, then my-plugins in the working directory if there is one.")]
    public string[]? Directories { get; set; }

    [Description("Names of plugins that are not loaded.")]
    public string[] Disabled { get; set; } = [];

    [Description("The plugins that may run, each with every file of its folder; anything else is refused before any of its code runs. "
        + "`samhost plugins pin` writes the list. By default every plugin may.")]
    public AllowedPlugin[]? Allow { get; set; }

    [Description("A file with such a list, whose signature is in FILE.sig beside it; `samhost plugins pin --sign` writes both. "
        + "Where Allow is given too, a plugin must be in both.")]
    public string? SignedList { get; set; }

    [Description("The ECDSA P-256 public key that SignedList must be signed with: PEM, or the base64 of its SubjectPublicKeyInfo.")]
    public string? PublicKey { get; set; }

    [Description(
        "How long one call of a plugin may take, such as a step or the loading of data, before the run is given up and its process ends; "
            + "null is any time.")]
    [Range(typeof(TimeSpan), "00:00:00.1", "365.00:00:00")]
    public TimeSpan? CallLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SignedList is not null && PublicKey is null)
            yield return new ValidationResult(
                "a signed list needs Plugins:PublicKey, the key that it must be signed with.", [nameof(SignedList)]);
        if (PublicKey is not null && SignedList is null)
            yield return new ValidationResult(
                "a key alone allows and refuses nothing; give Plugins:SignedList, the list that is signed with it.", [nameof(PublicKey)]);
    }
}
