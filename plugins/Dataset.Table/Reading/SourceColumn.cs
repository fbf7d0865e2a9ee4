namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>A column of the user's table.</summary>
/// <param name="Place">Its place, from 0.</param>
/// <param name="Name">Its name; null in a text file without names.</param>
/// <param name="Type">What DuckDB calls its type.</param>
internal sealed record SourceColumn(int Place, string? Name, string Type)
{
    /// <summary>The type of numbers of a text file, some of them with a plus sign.</summary>
    internal const string SignedNumber = "SIGNED NUMBER";

    /// <summary>The type of texts that are said to be categories, also where they read like numbers.</summary>
    internal const string Nominal = "ENUM";

    internal bool IsDeclaredNominal => Type.Split('(')[0] == Nominal;

    /// <summary>The type by which DuckDB reads it.</summary>
    internal string Declared => Type == SignedNumber || IsDeclaredNominal ? "VARCHAR" : Type;

    /// <summary>What stands before the decimals of a signed number.</summary>
    internal string DecimalSeparator { get; init; } = ".";

    /// <summary>What stands between its thousands; null for nothing.</summary>
    internal string? Thousands { get; init; }

    /// <summary>A cell as a number.</summary>
    internal string AsNumber => $"CAST({(Type == SignedNumber ? Unsigned : Sql.Column(Place))} AS DOUBLE)";

    private string Unsigned
    {
        get
        {
            var cell = $"ltrim(trim({Sql.Column(Place)}), '+')";
            if (Thousands is not null) cell = $"replace({cell}, {Sql.Text(Thousands)}, '')";
            return DecimalSeparator == "," ? $"replace({cell}, ',', '.')" : cell;
        }
    }

    /// <summary>What messages call it.</summary>
    internal string Title => string.IsNullOrEmpty(Name) ? $"column {Place + 1}" : $"column '{Shown.Of(Name)}'";

    internal ColumnKind Kind => Type.Split('(')[0] switch
    {
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT"
            or "FLOAT" or "DOUBLE" or "DECIMAL" or SignedNumber => ColumnKind.Number,
        "VARCHAR" or "BOOLEAN" or Nominal or "UUID" => ColumnKind.Text,
        "DATE" or "TIME" or "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" or "TIME WITH TIME ZONE" or "TIMESTAMP_NS" or "TIMESTAMP_S"
            or "TIMESTAMP_MS" or "INTERVAL" => ColumnKind.Date,
        _ => ColumnKind.Other,
    };
}
