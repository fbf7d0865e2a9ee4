namespace SamHost.Configuration;

/// <summary>A section of appsettings.json, registered by the module that owns it.</summary>
/// <param name="Name">Its key, such as <c>Torch</c>.</param>
/// <param name="OptionsType">Its options: a class with a public parameterless constructor.</param>
/// <param name="Description">What it is about, for the schema.</param>
public sealed record SettingsSection(string Name, Type OptionsType, string Description);
