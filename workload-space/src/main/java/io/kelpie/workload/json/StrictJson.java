package io.kelpie.workload.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.kelpie.workload.Condition;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.Values;
import io.kelpie.workload.Workload;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * The one JSON mapper of Kelpie. Unknown, doubled, missing and coerced values, numbers for enum
 * constants, nulls where none are declared ({@link Nullable}), NaN and trailing text are errors;
 * each error is a {@link UsageException} that names place, path and cause.
 */
public final class StrictJson {
  /** For whoever needs trees or streams; thread-safe. */
  public static final JsonMapper MAPPER = mapper();

  private StrictJson() {}

  /** Reads a whole file. */
  public static <T> T read(Path file, Class<T> type) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException(file + " does not exist; check the path", e);
    } catch (CharacterCodingException e) {
      throw new UsageException(file + " is not UTF-8 text; it is not a file that Kelpie wrote", e);
    } catch (IOException e) {
      throw new UsageException(
          file + " cannot be read (" + e.getMessage() + "); check its permissions", e);
    }
    return read(text, file.toString(), type);
  }

  /**
   * Reads a text.
   *
   * @param where what the text is, as an error names it
   */
  public static <T> T read(String text, String where, Class<T> type) {
    T value;
    try {
      value = MAPPER.readValue(text, type);
    } catch (JacksonException e) {
      throw new UsageException(where + place(e) + ": " + cause(e), e);
    } catch (IllegalArgumentException e) {
      throw new UsageException(where + ": " + e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw new UsageException(where + ": nested too deeply to be a file that Kelpie wrote", e);
    }
    if (value == null) {
      throw new UsageException(where + ": null where an object was expected");
    }
    return value;
  }

  /** The value on one line. */
  public static String line(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** The value indented, with a newline at its end. */
  public static String page(Object value) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
  }

  private static String place(JacksonException e) {
    if (e instanceof DatabindException databind && !databind.getPath().isEmpty()) {
      return databind.getPath().stream()
          .map(reference ->
              reference.getPropertyName() == null
                  ? "[" + reference.getIndex() + "]"
                  : "." + reference.getPropertyName())
          .collect(Collectors.joining("", " at ", ""))
          .replaceFirst(" at \\.", " at ");
    }
    TokenStreamLocation location = e.getLocation();
    return location == null || location.getLineNr() < 0
        ? ""
        : " line " + location.getLineNr() + " column " + location.getColumnNr();
  }

  private static String cause(JacksonException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException || cause instanceof UsageException) {
        return String.valueOf(cause.getMessage());
      }
    }
    return e.getOriginalMessage().lines().findFirst().orElse("not JSON");
  }

  private static JsonMapper mapper() {
    SimpleModule words = new SimpleModule("kelpie");
    words.addSerializer(Workload.class, new WorkloadJson.Writer());
    words.addDeserializer(Workload.class, new WorkloadJson.Reader());
    words.addSerializer(Values.class, new ValuesJson.Writer());
    words.addDeserializer(Values.class, new ValuesJson.Reader());
    words.addSerializer(Condition.class, new ValuesJson.ConditionWriter());
    words.addDeserializer(Condition.class, new ValuesJson.ConditionReader());
    words.addDeserializer(Double.class, new FiniteNumber());
    words.addDeserializer(Double.TYPE, new FiniteNumber());
    words.addDeserializer(Duration.class, new WrittenDuration());
    words.addSerializer(Double.class, new FiniteNumbers());
    words.addSerializer(Double.TYPE, new FiniteNumbers());
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .addModule(words)
            .annotationIntrospector(new NullsWhereDeclared())
            .enable(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(
                MapperFeature.ALLOW_COERCION_OF_SCALARS,
                MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(MapperFeature.INFER_RECORD_GETTERS_FROM_COMPONENTS_ONLY)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS);
    for (LogicalType number :
        new LogicalType[] {LogicalType.Float, LogicalType.Integer, LogicalType.Boolean}) {
      builder.withCoercionConfig(
          number,
          coercions -> {
            coercions.setCoercion(CoercionInputShape.String, CoercionAction.Fail);
            coercions.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
          });
    }
    builder.withCoercionConfig(
        LogicalType.Textual,
        coercions -> {
          coercions.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
          coercions.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
          coercions.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        });
    return builder.build();
  }

  /** A double that stands as a number; the library would take the texts NaN and Infinity. */
  private static final class FiniteNumber extends ValueDeserializer<Double> {
    @Override
    public Double deserialize(JsonParser parser, DeserializationContext context) {
      if (parser.currentToken() != null && parser.currentToken().isNumeric()) {
        double value = parser.getDoubleValue();
        if (Double.isFinite(value)) {
          return value;
        }
      }
      throw new IllegalArgumentException(parser.getString() + " is not a finite number");
    }
  }

  /** A duration in ISO 8601; the library would take bare numbers of seconds. */
  private static final class WrittenDuration extends ValueDeserializer<Duration> {
    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) {
      try {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
          return Duration.parse(parser.getString());
        }
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(parser.getString() + " is no duration", e);
      }
      throw new IllegalArgumentException(parser.getString() + " is no duration such as PT10S");
    }
  }

  /** What JSON has no word for would come back as damage: it is refused when it is written. */
  private static final class FiniteNumbers extends ValueSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializationContext context) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(value + " cannot be written as JSON");
      }
      json.writeNumber(value);
    }
  }

  /**
   * Refuses null for a record's component unless its type says {@link Nullable}, and for the
   * elements of its containers always.
   */
  private static final class NullsWhereDeclared extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
      if (annotated instanceof AnnotatedParameter parameter
          && parameter.getOwner().getAnnotated() instanceof Constructor<?> constructor) {
        boolean nullable =
            constructor.getAnnotatedParameterTypes()[parameter.getIndex()].isAnnotationPresent(
                Nullable.class);
        return JsonSetter.Value.construct(nullable ? Nulls.SET : Nulls.FAIL, Nulls.FAIL);
      }
      return super.findSetterInfo(config, annotated);
    }
  }
}
