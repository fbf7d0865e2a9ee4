namespace SamHost.Configuration;

/// <summary>What a <see cref="SettingsNode"/> holds, in JSON's terms.</summary>
public enum SettingsKind
{
    Object,
    Array,
    String,
    Number,
    Boolean,
    Null,
}
