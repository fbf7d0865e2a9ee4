using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.Trust;

/// <summary>An entry of <see cref="PluginsOptions.Allow"/>.</summary>
public sealed class AllowedPlugin : IValidatableObject
{
    private const int Digits = 64;

    [Description("The plugin's name: its folder's name, or its file's name without .dll.")]
    [Required]
    public string Name { get; set; } = "";

    [Description(
        "Every file of the plugin with its SHA-256, by its path in the plugin's folder; of a plugin that is a single file, NAME.dll, "
            + "NAME.pdb and NAME.deps.json.")]
    [Required]
    public Dictionary<string, string> Files { get; set; } = null!;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Files
        .Where(file => file.Value.Length != Digits || !file.Value.All(char.IsAsciiHexDigit))
        .Select(file =>
            new ValidationResult(
                $"A SHA-256 has {Digits} hexadecimal digits, as sha256sum and 'samhost plugins pin' print it.",
                [$"{nameof(Files)}:{file.Key}"]));
}
