namespace SamHost.Reporting.Pages;

/// <summary>An example as a page shows it.</summary>
/// <param name="Place">Its place among the loaded examples; null where it is not among them, and has no picture.</param>
/// <param name="Id">Its id.</param>
/// <param name="Given">Its given label, by name.</param>
/// <param name="Truth">Its true label; null where that is unknown, or all are right.</param>
/// <param name="Note">What stands below.</param>
public sealed record ShownExample(int? Place, string Id, string Given, string? Truth, string Note);
