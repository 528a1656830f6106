//! Tables of `stack.toml` as structs, which a program can fill in too.

/// Declares a table. A new key must not break those who fill one in, so outside of this crate there is no literal of it; instead
/// each key has a method that sets it, and none can lack one. What the key takes is said at both.
macro_rules! table {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$($key_attribute:tt)*])* pub $key:ident: $type:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        pub struct $name {
            $($(#[$($key_attribute)*])* pub $key: $type,)*
        }

        impl $name {
            $($crate::model::table::setter! { {} $(#[$($key_attribute)*])* $key: $type })*
        }
    };
}

/// The method that sets a key. Of the attributes of the key, those that document it are kept; the others are for its readers.
macro_rules! setter {
    ({ $($documentation:tt)* } #[doc = $line:expr] $($rest:tt)*) => {
        $crate::model::table::setter! { { $($documentation)* #[doc = $line] } $($rest)* }
    };
    ({ $($documentation:tt)* } #[$($attribute:tt)*] $($rest:tt)*) => {
        $crate::model::table::setter! { { $($documentation)* } $($rest)* }
    };
    ({ $($documentation:tt)* } $key:ident: $type:ty) => {
        pastey::paste! {
            #[doc = "Sets [`" $key "`][field@Self::" $key "]."]
            #[doc = ""]
            $($documentation)*
            #[must_use]
            pub fn [<with_ $key>](mut self, $key: impl Into<$type>) -> Self {
                self.$key = $key.into();
                self
            }
        }
    };
}

pub(crate) use {setter, table};
